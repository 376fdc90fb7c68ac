using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Known poses in the shared frame, and where Unity's world has them.</summary>
    /// <remarks>`node test/vectors/generate.ts` makes this file from test/vectors/poses.ts.</remarks>
    public static class ConversionPoses
    {
        public static readonly IReadOnlyList<ConversionPose> All = new[]
        {
            new ConversionPose(
                "mirrored mesh",
                ObjectKind.Mesh,
                null,
                new Transform(
                    new Vector3(2f, 1.5f, -3f),
                    new Quaternion(0.2970442771911621f, -0.49507376551628113f, 0.1980295032262802f, 0.7921180129051208f),
                    new Vector3(-1.5f, 2f, 0.5f)),
                new WorldPlace(
                    new Vector3(-0.647058819016f, 0.029411724262f, 1.352941179508f),
                    new Vector3(1.215686302514f, 1.490196035846f, 0.549019661422f),
                    new Vector3(0.333333327923f, -0.333333345629f, 0.166666652896f),
                    new Vector3(-2f, 1.5f, -3f)),
                null),
            new ConversionPose(
                "child of the mirrored mesh",
                ObjectKind.Mesh,
                0,
                new Transform(
                    new Vector3(0.5f, -1f, 2f),
                    new Quaternion(-0.5940885543823242f, 0.0990147516131401f, 0.3960590064525604f, 0.6931032538414001f),
                    new Vector3(1f, 0.75f, 2f)),
                new WorldPlace(
                    new Vector3(-0.753171835549f, -0.825836185637f, 0.766435995553f),
                    new Vector3(-0.52768170601f, 0.179065665994f, 0.575259469614f),
                    new Vector3(1.944636684664f, 2.524798138763f, 1.983852507691f),
                    new Vector3(-2.225490237159f, -0.671568589234f, -3.892156945384f)),
                null),
            new ConversionPose(
                "light",
                ObjectKind.Light,
                null,
                new Transform(
                    new Vector3(4f, 5f, 3f),
                    new Quaternion(-0.3344484567642212f, 0.2503436505794525f, 0.09263686090707779f, 0.9038200378417969f),
                    new Vector3(1f, 1f, 1f)),
                new WorldPlace(
                    new Vector3(-0.857492931876f, 7.067e-9f, -0.514495745155f),
                    new Vector3(0.334908210041f, 0.759125274487f, -0.558180354798f),
                    new Vector3(0.390566719818f, -0.650944558035f, -0.650944559648f),
                    new Vector3(-4f, 5f, 3f)),
                new Vector3(0.390566732942f, -0.650944554904f, -0.650944554904f)),
            new ConversionPose(
                "child of the light",
                ObjectKind.Mesh,
                2,
                new Transform(
                    new Vector3(1f, 2f, -0.5f),
                    new Quaternion(0.502518892288208f, 0.4020151197910309f, -0.30151134729385376f, 0.7035264372825623f),
                    new Vector3(0.5f, -1f, 2f)),
                new WorldPlace(
                    new Vector3(0.045950653952f, 0.290401431486f, 0.404420011859f),
                    new Vector3(0.78685188255f, -0.540164959115f, 0.298472665199f),
                    new Vector3(-1.220521633618f, -1.218014534079f, 1.013295384695f),
                    new Vector3(-3.992393151886f, 6.192778277023f, 1.043671265425f)),
                null),
            new ConversionPose(
                "camera",
                ObjectKind.Camera,
                null,
                new Transform(
                    new Vector3(-6f, 2f, 7f),
                    new Quaternion(-0.050641246140003204f, -0.3464401364326477f, -0.018733415752649307f, 0.9365168213844299f),
                    new Vector3(1f, 1f, 1f)),
                new WorldPlace(
                    new Vector3(-0.759256582377f, 2.495e-9f, 0.650791396775f),
                    new Vector3(-0.070176638284f, 0.994169046656f, -0.081872743387f),
                    new Vector3(-0.646996662709f, -0.107832771784f, -0.754829392494f),
                    new Vector3(6f, 2f, 7f)),
                new Vector3(-0.646996639221f, -0.107832773203f, -0.754829412424f)),
            new ConversionPose(
                "child of the camera",
                ObjectKind.Empty,
                4,
                new Transform(
                    new Vector3(0.25f, -0.5f, -3f),
                    new Quaternion(0.10259784013032913f, 0.9233804941177368f, 0.20519568026065826f, 0.307793527841568f),
                    new Vector3(1f, 1f, 1f)),
                new WorldPlace(
                    new Vector3(-0.236727437642f, -0.257194050612f, 0.936915866339f),
                    new Vector3(0.175297984019f, 0.937193099831f, 0.30156211703f),
                    new Vector3(-0.955631067445f, 0.235627489819f, -0.176773722525f),
                    new Vector3(3.904284185422f, 1.179417161944f, 4.939146043404f)),
                null),
            new ConversionPose(
                "light on the camera",
                ObjectKind.Light,
                4,
                new Transform(
                    new Vector3(-1f, 0.5f, 1f),
                    new Quaternion(0.1980295181274414f, -0.3960590362548828f, 0.0990147590637207f, 0.8911327719688416f),
                    new Vector3(1f, 1f, 1f)),
                new WorldPlace(
                    new Vector3(-0.025471074438f, 0.099839492982f, 0.994677485423f),
                    new Vector3(0.367395901018f, 0.926302635514f, -0.083568411221f),
                    new Vector3(-0.92971580404f, 0.363311853757f, -0.060274543863f),
                    new Vector3(7.371164925944f, 2.604917292617f, 7.063101624025f)),
                new Vector3(-0.92971580404f, 0.363311853757f, -0.060274543863f)),
            new ConversionPose(
                "camera on the mirrored mesh",
                ObjectKind.Camera,
                0,
                new Transform(
                    new Vector3(0f, 3f, 1f),
                    new Quaternion(-0.30304577946662903f, 0.2020305097103119f, 0.6060915589332581f, 0.7071067690849304f),
                    new Vector3(1f, 1f, 1f)),
                new WorldPlace(
                    new Vector3(0.794317711996f, 1.307122840199f, 0.046018524121f),
                    new Vector3(-0.595838413279f, 0.211684530123f, 1.339535796311f),
                    new Vector3(-1.010804316652f, -0.761104417554f, -0.602641139371f),
                    new Vector3(1.980392235466f, 5.63725476191f, -1.186274362839f)),
                new Vector3(-0.721234119724f, -0.543067006709f, -0.429999500896f)),
        };
    }
}
